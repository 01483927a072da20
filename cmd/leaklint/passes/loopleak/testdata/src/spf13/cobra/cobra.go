// Package cobra stands for the command line library of that name.
package cobra

type Command struct {
	Run func(cmd *Command, args []string)
}
