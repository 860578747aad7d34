// Validate N-Triples (data, then shapes) with npm's rdf-validate-shacl; print each result as a line of JSON.
import { readFileSync } from "node:fs";
import { Parser, Store } from "n3";
import SHACLValidator from "rdf-validate-shacl";

const read = (path) => new Store(new Parser({ format: "N-Triples" }).parse(readFileSync(path, "utf-8")));
const report = await new SHACLValidator(read(process.argv[3])).validate(read(process.argv[2]));
for (const result of report.results) {
  const told = [result.focusNode, result.sourceShape, result.sourceConstraintComponent, result.value];
  console.log(JSON.stringify(told.map((term) => term?.value ?? "")));
}
