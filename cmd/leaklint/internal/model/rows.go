package model

const (
	errgroup = "golang.org/x/sync/errgroup"
	httptest = "net/http/httptest"
	sql      = "database/sql"
)

// What the rows say of several functions.
var (
	endless  = Context{Parent: None, Cancel: None, Never: true}
	derived  = Context{Result: 0, Parent: 0, Cancel: 1}
	deadline = Context{Result: 0, Parent: 0, Cancel: 1, Deadline: true}

	lock          = Wait{What: "waits for a lock", End: "whoever holds the lock releases it: lockleak and lockorder have nothing against it", Lock: true}
	group         = Wait{What: "waits for a group", End: "the goroutines that it waits for are done: waitleak has nothing against it"}
	server        = Own{Result: None, Type: "Server", Stops: []string{"Close", "Shutdown"}, Runs: true}
	response      = Own{Param: None, Body: true}
	maybeResponse = Own{Param: None, Body: true, Maybe: true}

	cond = Wait{What: "waits for a condition", End: "somebody signals the condition: condleak has nothing against it"}
)

// rows is the table. None leaves a time.Ticker to its caller, which has no goroutine and is
// collected since Go 1.23, and none for io.Pipe, which starts nothing.
var rows = []*Row{
	// Contexts.
	{Package: "context", Names: []string{"Background"}, Does: endless, Why: "that its Done is nil is seen by nobody who asks for a context"},
	{Package: "context", Names: []string{"TODO"}, Does: endless, Why: "as for Background"},
	{Package: "context", Names: []string{"WithoutCancel"}, Does: endless, Why: "it keeps the values of its parent, and not its end"},
	{Package: "context", Names: []string{"WithValue"}, Does: Context{Parent: 0, Cancel: None}, Why: "its Done is that of the parent, through an interface"},
	{Package: "context", Names: []string{"WithCancel"}, Does: derived, Why: "the context and the function that ends it meet in a struct, through an interface"},
	{Package: "context", Names: []string{"WithCancelCause"}, Does: derived, Why: "as for WithCancel"},
	{Package: "context", Names: []string{"WithTimeout", "WithTimeoutCause"}, Does: deadline, Why: "a timer of the runtime ends it"},
	{Package: "context", Names: []string{"WithDeadline", "WithDeadlineCause"}, Does: deadline, Why: "as for WithTimeout"},
	{Package: "os/signal", Names: []string{"NotifyContext"}, Does: Context{Parent: 0, Cancel: 1, Signal: true}, Why: "a signal ends it, which comes from outside of the program"},
	{Package: errgroup, Names: []string{"WithContext"}, Does: Context{Result: 1, Parent: 0, Cancel: None, Group: true}, Why: "the function that ends the context is kept in the group"},

	// Goroutines that an argument runs in. Facts find the rest of them.
	{Package: "time", Names: []string{"AfterFunc"}, Does: Start{As: "time.AfterFunc", Arg: 1}, Why: "a timer of the runtime starts it"},
	{Package: "context", Names: []string{"AfterFunc"}, Does: Start{As: "context.AfterFunc", Arg: 1}, Why: "it is kept in a context, which starts it"},
	{Package: "sync", Names: []string{"WaitGroup.Go"}, Does: Start{As: "sync.WaitGroup.Go", Arg: 1}, Why: "the kind of start says who waits; and the facts may be missing, as under nogo"},
	{Package: errgroup, Names: []string{"Group.Go", "Group.TryGo"}, Does: Start{As: "errgroup.Group.Go", Arg: 1}, Why: "as for WaitGroup.Go"},

	// Arguments that are run once.
	{Package: "sync", Names: []string{"Once.Do"}, Does: Run{Arg: 1, Under: 0}, Why: "that it runs once goes by an atomic counter"},
	{Package: "sync", Names: []string{"OnceFunc", "OnceValue", "OnceValues"}, Does: Run{Arg: 0, Under: None}, Why: "as for Once, in what it returns"},

	// Ends of a goroutine or a process, whose last step is assembly or out of sight.
	{Package: "os", Names: []string{"Exit"}, Does: End{}, Why: "the system ends the process"},
	{Package: "syscall", Names: []string{"Exit", "Exec"}, Does: End{}, Why: "the system ends the process, or puts another program in its place"},
	{Package: "runtime", Names: []string{"Goexit"}, Does: End{}, Why: "the runtime ends the goroutine"},
	{Package: "log", Names: []string{"Fatal", "Fatalf", "Fatalln", ".Fatal", ".Fatalf", ".Fatalln"}, Does: End{}, Why: "the facts may be missing, as under nogo"},
	{Package: "testing", Names: []string{".FailNow", ".Fatal", ".Fatalf", ".Skip", ".Skipf", ".SkipNow"}, Does: End{}, Why: "they are called through an embedded struct"},
	{Package: "go.uber.org/zap", Names: []string{".Fatal", ".Fatalf", ".Fatalw", ".Fatalln"}, Does: End{}, Why: "what it does at that level is a value in a field"},
	{Package: "github.com/sirupsen/logrus", Names: []string{"Exit", "Fatal", "Fatalf", "Fatalln", ".Exit", ".Fatal", ".Fatalf", ".Fatalln"}, Does: End{}, Why: "it ends the process by a function in a field"},
	{Package: "k8s.io/klog", Names: klogEnds, Does: End{}, Why: "it ends the process by a function in a variable"},
	{Package: "k8s.io/klog/v2", Names: klogEnds, Does: End{}, Why: "it ends the process by a function in a variable"},

	// What comes from outside of the program.
	{Package: "os/signal", Names: []string{"Notify"}, Does: Feed, Why: "the runtime hands the signals to a goroutine, which sends them on what is in a map"},
	{Package: "os/signal", Names: []string{"Stop"}, Does: Mute, Why: "it takes the channel out of that map"},
	{Package: "time", Names: []string{"Timer.Stop", "Ticker.Stop"}, Does: Mute, Why: "the runtime stops the timer"},
	{Package: "time", Names: []string{"NewTimer", "NewTicker"}, Does: Timer, Why: "a timer of the runtime sends"},

	// Waits.
	{Package: "sync", Names: []string{"Mutex.Lock"}, Does: lock, Why: "the runtime puts the goroutine to sleep"},
	{Package: "sync", Names: []string{"RWMutex.Lock", "RWMutex.RLock"}, Does: lock, Why: "as for Mutex"},
	{Package: "sync", Names: []string{"WaitGroup.Wait"}, Does: group, Why: "as for Mutex"},
	{Package: "sync", Names: []string{"Cond.Wait"}, Does: cond, Why: "as for Mutex"},
	{Package: errgroup, Names: []string{"Group.Wait"}, Does: group, Why: "the group that it waits for is a field of it"},

	// Arguments that are looked at and not kept.
	{Package: "fmt", Names: []string{"*"}, Does: Read{}, Why: "what it does with an argument goes by reflection"},
	{Package: "log", Names: []string{"*"}, Does: Read{}, Why: "as for fmt"},
	{Package: "errors", Names: []string{"*"}, Does: Read{}, Why: "it asks errors through interfaces"},
	{Package: "reflect", Names: []string{"*"}, Does: Read{}, Why: "it looks at values through unsafe pointers"},
	{Package: "io", Names: []string{"Copy", "CopyBuffer", "CopyN", "ReadAll", "ReadAtLeast", "ReadFull", "WriteString"}, Does: Transfer{}, Why: "it reads and writes through interfaces"},
	{Package: "io", Names: []string{"LimitReader", "MultiReader", "MultiWriter", "TeeReader"}, Does: Transfer{Wraps: true}, Why: "the same, through what it returns"},
	{Package: "bufio", Names: []string{"NewReader", "NewReaderSize", "NewScanner", "NewWriter", "NewWriterSize"}, Does: Transfer{Wraps: true}, Why: "as for LimitReader"},
	{Package: "encoding/json", Names: []string{"NewDecoder", "NewEncoder"}, Does: Transfer{Wraps: true}, Why: "as for LimitReader"},

	// What a caller is to end.
	{Package: httptest, Names: []string{"NewServer", "NewTLSServer"}, Does: Own{Param: None, Type: "Server", Stops: []string{"Close"}}, Why: "the goroutine is in Serve, which ends when Accept of an interface fails"},
	{Package: httptest, Names: []string{"NewUnstartedServer"}, Does: Own{Param: None, Type: "Server", Starts: []string{"Start", "StartTLS"}, Stops: []string{"Close"}}, Why: "as for NewServer"},
	{Package: httptest, Names: []string{"Server.Start", "Server.StartTLS"}, Does: Own{Result: None, Type: "Server", Stops: []string{"Close"}}, Why: "the same, through a method of what NewUnstartedServer returned"},
	{Package: "net/http", Names: []string{"Server.Serve", "Server.ServeTLS"}, Does: server, Why: "it ends when its listener fails, which it does when it is closed"},
	{Package: "net/http", Names: []string{"Server.ListenAndServe", "Server.ListenAndServeTLS"}, Does: server, Why: "as for Serve"},
	{Package: sql, Names: []string{"Open", "OpenDB"}, Does: Own{Param: None, Type: "DB", Stops: []string{"Close"}}, Why: "the source tells, and the row serves where there are no facts"},
	{Package: sql, Names: []string{"DB.Query", "Stmt.Query"}, Does: Own{Param: None, Type: "Rows", Stops: []string{"Close"}, Lent: true, Held: "connection"}, Why: "the connection is with the rows until they are closed, or have come to their end"},
	{Package: sql, Names: []string{"DB.QueryContext", "Stmt.QueryContext", "Conn.QueryContext"}, Does: Own{Param: None, Type: "Rows", Stops: []string{"Close"}, Lent: true, Held: "connection", Context: true}, Why: "as for Query; rows of a Tx end with that"},
	{Package: sql, Names: []string{"DB.Prepare", "DB.PrepareContext"}, Does: Own{Param: None, Type: "Stmt", Stops: []string{"Close"}, Lent: true, Held: "statement"}, Why: "it is prepared on each connection that it is used on"},
	{Package: sql, Names: []string{"DB.Conn"}, Does: Own{Param: None, Type: "Conn", Stops: []string{"Close"}, Lent: true, Held: "connection"}, Why: "the pool gets the connection back by Close alone"},
	{Package: sql, Names: []string{"DB.Begin", "DB.BeginTx", "Conn.BeginTx"}, Does: Own{Param: None, Type: "Tx", Stops: []string{"Commit", "Rollback"}, Lent: true, Context: true}, Why: "a goroutine waits for the end of the Tx, or of its context"},
	{Package: "net", Names: []string{"Listen", "ListenTCP", "ListenConfig.Listen"}, Does: Listen{}, Why: "that nobody else has the listener is lost in the source, and when it ends"},
	{Package: "os/exec", Names: []string{"Command", "CommandContext"}, Does: Own{Param: None, Type: "Cmd", Starts: []string{"Start"}, Stops: []string{"Wait"}, Maybe: true}, Why: "whether goroutines copy the output depends on fields; they end with the process, and Wait waits for them"},
	{Package: "os/exec", Names: []string{"Cmd.Start"}, Does: Own{Result: None, Type: "Cmd", Stops: []string{"Wait"}, Maybe: true}, Why: "as for Command"},
	{Package: "iter", Names: []string{"Pull", "Pull2"}, Does: Own{Result: 1, Param: None, Func: true, Maybe: true}, Why: "the coroutine is a part of the runtime; it also ends when next has come to the end"},
	{Package: "net/http", Names: []string{"Get", "Post", "PostForm"}, Does: response, Why: "two goroutines of the connection wait until the body has been read or closed"},
	{Package: "net/http", Names: []string{"Client.Do", "Client.Get", "Client.Post", "Client.PostForm"}, Does: maybeResponse, Why: "as for Get; whether they wait for nothing else depends on the request and the client"},
	{Package: "net/http", Names: []string{"Transport.RoundTrip"}, Does: maybeResponse, Why: "as for Client"},
	{Package: "os/signal", Names: []string{"NotifyContext"}, Does: Own{Result: 1, Param: None, Func: true, Likely: true}, Why: "the goroutine waits for a signal, in a package that is not analyzed alone"},
}

var klogEnds = []string{
	"Exit", "Exitf", "Exitln", "ExitDepth", "Fatal", "Fatalf", "Fatalln", "FatalDepth",
	".Exit", ".Exitf", ".Exitln", ".ExitDepth", ".Fatal", ".Fatalf", ".Fatalln", ".FatalDepth",
}
