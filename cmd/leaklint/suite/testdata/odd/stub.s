// Package odd has a function without a body.
