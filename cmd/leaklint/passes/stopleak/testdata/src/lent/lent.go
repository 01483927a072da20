// Package lent has what a database lends, given back on every path or not.
package lent

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

var errBad = errors.New("bad")

func skipped(db *sql.DB, max int) ([]int, error) {
	rows, err := db.Query("select n from t") // want `skipped may return an error without a call of Close, which keeps the connection from \(\*database/sql.DB\).Query, so that others wait for it forever \(stopleak\)`
	if err != nil {
		return nil, err
	}
	var all []int
	for rows.Next() {
		var n int
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, rows.Err()
}

func deferred(db *sql.DB) error {
	rows, err := db.Query("select n from t")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var n int
		if err := rows.Scan(&n); err != nil {
			return err
		}
	}
	return rows.Err()
}

// toTheEnd reads all rows, which closes them.
func toTheEnd(db *sql.DB) (sum int, err error) {
	rows, err := db.Query("select n from t")
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		sum++
	}
	return sum, rows.Err()
}

func first(ctx context.Context, db *sql.DB) (n int, err error) {
	rows, err := db.QueryContext(ctx, "select n from t") // want `first may return an error without a call of Close`
	if err != nil {
		return 0, err
	}
	if !rows.Next() {
		return 0, errBad
	}
	err = rows.Scan(&n)
	return n, err
}

func withTimeout(ctx context.Context, db *sql.DB) (n int, err error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	rows, err := db.QueryContext(ctx, "select n from t")
	if err != nil {
		return 0, err
	}
	if !rows.Next() {
		return 0, errBad
	}
	return n, rows.Scan(&n)
}

func query(db *sql.DB) (*sql.Rows, error) { return db.Query("select n from t") }

func throughHelper(db *sql.DB, ok bool) error {
	rows, err := query(db) // want `throughHelper may return an error without a call of Close, which keeps the connection from query`
	if err != nil {
		return err
	}
	if !ok {
		return errBad
	}
	return rows.Close()
}

func collect(rows *sql.Rows) (all []int, err error) {
	for rows.Next() {
		var n int
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, rows.Err()
}

func collected(db *sql.DB) ([]int, error) {
	rows, err := db.Query("select n from t")
	if err != nil {
		return nil, err
	}
	return collect(rows)
}

// iter has the rows in a field, and reads them to their end.
type iter struct{ rows *sql.Rows }

func (i *iter) next() bool { return i.rows.Next() }

func iterated(db *sql.DB) error {
	rows, err := db.Query("select n from t")
	if err != nil {
		return err
	}
	i := &iter{rows}
	for i.next() {
	}
	return nil
}

func flagged(db *sql.DB) error {
	rows, err := db.Query("select n from t")
	if err != nil {
		return err
	}
	more := rows.Next()
	for more {
		more = rows.Next()
	}
	return nil
}

func rolledBack(db *sql.DB) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	if _, err := tx.Exec("update t"); err != nil {
		tx.Rollback()
		return err
	}
	return tx.Commit()
}

func notRolledBack(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil) // want `notRolledBack may return an error without a call of Commit or Rollback, which leaves the goroutine that \(\*database/sql.DB\).BeginTx starts running forever`
	if err != nil {
		return err
	}
	if _, err := tx.Exec("update t"); err != nil {
		return err
	}
	return tx.Commit()
}

func rolledBackByDefer(db *sql.DB) (err error) {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			tx.Rollback()
		}
	}()
	if _, err = tx.Exec("update t"); err != nil {
		return err
	}
	return tx.Commit()
}

func handed(db *sql.DB, f func(*sql.Tx) error) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	return f(tx)
}

func prepared(db *sql.DB, names []string) error {
	for _, name := range names {
		stmt, err := db.Prepare("insert into " + name) // want `prepared may return an error without a call of Close, which keeps the statement from \(\*database/sql.DB\).Prepare open on each connection that it is used on`
		if err != nil {
			return err
		}
		if _, err := stmt.Exec(); err != nil {
			return err
		}
		stmt.Close()
	}
	return nil
}

type store struct{ insert *sql.Stmt }

func newStore(db *sql.DB) (*store, error) {
	stmt, err := db.Prepare("insert into t")
	if err != nil {
		return nil, err
	}
	return &store{stmt}, nil
}

// Where a later one fails, the process most often ends, and with it the pool.
type statements struct{ insert, remove *sql.Stmt }

func newStatements(db *sql.DB) (s *statements, err error) {
	s = new(statements)
	if s.insert, err = db.Prepare("insert into t"); err != nil {
		return nil, err
	}
	if s.remove, err = db.Prepare("delete from t"); err != nil {
		return nil, err
	}
	return s, nil
}

// An error that is a certain one is not nil.
func certain(ctx context.Context, db *sql.DB) (names []string, err error) {
	rows, err := db.QueryContext(ctx, "select name from t")
	if err == sql.ErrNoRows {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	defer rows.Close()
	return names, rows.Err()
}

func ofType(ctx context.Context, db *sql.DB) (names []string, err error) {
	rows, err := db.QueryContext(ctx, "select name from t")
	if _, ok := err.(interface{ Timeout() bool }); ok {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return names, rows.Err()
}

func uncertain(ctx context.Context, db *sql.DB, last error) (names []string, err error) {
	rows, err := db.QueryContext(ctx, "select name from t") // want `uncertain may return without a call of Close`
	if err == last {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	defer rows.Close()
	return names, rows.Err()
}

func connection(ctx context.Context, db *sql.DB) error {
	c, err := db.Conn(ctx) // want `connection may return an error without a call of Close`
	if err != nil {
		return err
	}
	if err := c.PingContext(ctx); err != nil {
		return err
	}
	return c.Close()
}
