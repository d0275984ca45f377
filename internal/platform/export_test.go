package platform

// WriteFolder writes a data folder's marker on any file system.
var WriteFolder = writeFolder

// Owed subtracts debits from credits.
var Owed = owed
