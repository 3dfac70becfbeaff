"""The rules of the regulation as pure functions, one module per stage; importing the package registers them all."""
