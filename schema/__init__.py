"""The wire: GraphQL types and resolvers. Translates, never decides."""
