package tryout

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// An overlay says which files the go command is to read in the place of others, as
// its flag -overlay wants it; "" is a file that is not there.
type overlay struct {
	Replace map[string]string
}

// readOverlay reads the user's own overlay. The names in it may be relative to the
// current folder.
func readOverlay(name string) (*overlay, error) {
	o := &overlay{Replace: make(map[string]string)}
	if name == "" {
		return o, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var given overlay
	if err := json.Unmarshal(text, &given); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for from, to := range given.Replace {
		if from, err = filepath.Abs(from); err != nil {
			return nil, err
		}
		if to != "" {
			if to, err = filepath.Abs(to); err != nil {
				return nil, err
			}
		}
		o.Replace[from] = to
	}
	return o, nil
}

// read returns the content of a file as the go command sees it.
func (o *overlay) read(name string) ([]byte, error) {
	if to, ok := o.Replace[name]; ok {
		name = to
	}
	return os.ReadFile(name)
}

// has reports whether the go command sees a file of that name.
func (o *overlay) has(name string) bool {
	if to, ok := o.Replace[name]; ok {
		return to != ""
	}
	return exists(name)
}

// write writes the files that are to be put over those of that name into a folder,
// and the overlay with them and the user's own, and returns its name.
func (o *overlay) write(dir string, files map[string][]byte) (string, error) {
	all := overlay{Replace: make(map[string]string)}
	for from, to := range o.Replace {
		all.Replace[from] = to
	}
	for name, text := range files {
		to := filepath.Join(dir, fmt.Sprintf("%d_%s", len(all.Replace), filepath.Base(name)))
		if err := os.WriteFile(to, text, 0o666); err != nil {
			return "", err
		}
		all.Replace[name] = to
	}
	text, err := json.Marshal(all)
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, "overlay.json")
	return name, os.WriteFile(name, text, 0o666)
}
