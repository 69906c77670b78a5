/** Loaded into each bot before its own code: it never outlives the harness. */
process.on('disconnect', () => process.exit(0))
