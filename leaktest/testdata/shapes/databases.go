package shapes

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
)

const openDB = "database/sql.OpenDB"

var sqlShapes = []Shape{
	{Name: "database", Run: database, By: map[string]string{openDB: "stopleak"}},
	{Name: "rows", Run: rows, By: map[string]string{openDB: "stopleak", "database/sql.(*Rows).initContextClose": "stopleak"}},
	{Name: "transaction", Run: transaction, By: map[string]string{openDB: "stopleak", "database/sql.(*DB).beginDC": "stopleak"}},
}

func database(fixed bool) {
	db := sql.OpenDB(connector{})
	if fixed {
		db.Close()
	}
}

func rows(fixed bool) {
	ctx, cancel := context.WithCancel(context.Background())
	db := sql.OpenDB(connector{})
	result := must(db.QueryContext(ctx, "select"))
	if fixed {
		result.Close()
		db.Close()
		cancel()
	}
	hold(cancel)
}

func transaction(fixed bool) {
	ctx, cancel := context.WithCancel(context.Background())
	db := sql.OpenDB(connector{})
	tx := must(db.BeginTx(ctx, nil))
	if fixed {
		tx.Rollback()
		db.Close()
		cancel()
	}
	hold(cancel)
}

// The driver of a database with nothing in it.
type (
	connector struct{}
	conn      struct{}
	stmt      struct{}
	table     struct{}
)

func (connector) Connect(context.Context) (driver.Conn, error) { return conn{}, nil }
func (connector) Driver() driver.Driver                        { return nil }

func (conn) Prepare(string) (driver.Stmt, error) { return stmt{}, nil }
func (conn) Begin() (driver.Tx, error)           { return conn{}, nil }
func (conn) Close() error                        { return nil }
func (conn) Commit() error                       { return nil }
func (conn) Rollback() error                     { return nil }

func (stmt) NumInput() int                              { return 0 }
func (stmt) Close() error                               { return nil }
func (stmt) Query([]driver.Value) (driver.Rows, error)  { return table{}, nil }
func (stmt) Exec([]driver.Value) (driver.Result, error) { return nil, errors.New("read only") }
func (table) Columns() []string                         { return []string{"n"} }
func (table) Close() error                              { return nil }
func (table) Next([]driver.Value) error                 { return io.EOF }
