// Read JSON-LD from a file with npm's jsonld and print it as canonical N-Quads (RDFC-1.0).
import { readFileSync } from "node:fs";
import jsonld from "jsonld";

const document = JSON.parse(readFileSync(process.argv[2], "utf-8"));
const refuse = (url) => Promise.reject(new Error(`the document asks for ${url}`));
process.stdout.write(await jsonld.canonize(document, { format: "application/n-quads", documentLoader: refuse, maxWorkFactor: 3 }));
