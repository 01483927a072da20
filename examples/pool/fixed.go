package pool

// FixedReport is LeakyReport with a Close on every way out.
func FixedReport(table string) (int, error) {
	p := Open()
	defer p.Close()
	n, err := p.Count(table)
	if err != nil {
		return 0, err
	}
	return n, nil
}
