"""The rules over claims, one module a family; each is documented beside the shapes, in shapes/rules.ttl."""
