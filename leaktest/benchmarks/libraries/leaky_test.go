package libraries

import (
	"context"
	"database/sql"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/allegro/bigcache/v3"
	"github.com/cenkalti/backoff/v4"
	"github.com/coder/websocket"
	"github.com/dgraph-io/ristretto/v2"
	"github.com/fsnotify/fsnotify"
	"github.com/gammazero/workerpool"
	"github.com/go-co-op/gocron/v2"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jellydator/ttlcache/v3"
	"github.com/leaktight/leaktight/leaktest"
	"github.com/nats-io/nats.go"
	"github.com/panjf2000/ants/v2"
	gocache "github.com/patrickmn/go-cache"
	"github.com/quic-go/quic-go"
	"github.com/redis/go-redis/v9"
	"github.com/robfig/cron/v3"
	"github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kgo"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.uber.org/zap/zapcore"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"gopkg.in/natefinch/lumberjack.v2"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
)

// Each test forgets to close one thing. Its comment is what the hint has to name,
// "-" where no method of the library ends its goroutine.

var keep []any

func leaky(t *testing.T) {
	t.Helper()
	if os.Getenv("LEAKY") == "" {
		t.Skip("leaks")
	}
	leaktest.Check(t)
}

// (*cron.Cron).Stop
func TestLeakyCron(t *testing.T) {
	leaky(t)
	c := cron.New()
	c.Start()
}

// (*ttlcache.Cache).Stop
func TestLeakyTTLCache(t *testing.T) {
	leaky(t)
	c := ttlcache.New[string, int](ttlcache.WithTTL[string, int](time.Hour))
	go c.Start()
}

// (*redis.PubSub).Close
func TestLeakyRedis(t *testing.T) {
	addr := redisServer(t)
	leaky(t)
	client := redis.NewClient(&redis.Options{Addr: addr, Protocol: 2, DisableIdentity: true})
	defer client.Close()
	sub := client.Subscribe(context.Background(), "news")
	keep = append(keep, sub.Channel())
}

// (*pgxpool.Pool).Close
func TestLeakyPgxpool(t *testing.T) {
	addr := closedPort(t)
	leaky(t)
	pool, err := pgxpool.New(context.Background(), "postgres://u:p@"+addr+"/db")
	if err != nil {
		t.Fatal(err)
	}
	keep = append(keep, pool)
}

// (*grpc.ClientConn).Close
func TestLeakyGRPCClient(t *testing.T) {
	lis, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	go server.Serve(lis)
	atEnd(server.Stop)
	leaky(t)
	conn, err := grpc.NewClient(lis.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	conn.Connect()
	conn.WaitForStateChange(t.Context(), conn.GetState())
	time.Sleep(100 * time.Millisecond)
}

// (*grpc.Server).Stop
func TestLeakyGRPCServer(t *testing.T) {
	leaky(t)
	lis, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	go server.Serve(lis)
}

// (*fsnotify.Watcher).Close
func TestLeakyFsnotify(t *testing.T) {
	leaky(t)
	w, err := fsnotify.NewWatcher()
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Add(t.TempDir()); err != nil {
		t.Fatal(err)
	}
}

// (*zapcore.BufferedWriteSyncer).Stop
func TestLeakyZap(t *testing.T) {
	leaky(t)
	ws := &zapcore.BufferedWriteSyncer{WS: discard{io.Discard}}
	ws.Write([]byte("line\n"))
}

// -
func TestLeakyLumberjack(t *testing.T) {
	leaky(t)
	l := &lumberjack.Logger{Filename: filepath.Join(t.TempDir(), "log"), MaxBackups: 1}
	l.Write([]byte("line\n"))
	l.Rotate()
	l.Close()
}

// gocron.Scheduler.Shutdown is called
func TestLeakyGocron(t *testing.T) {
	leaky(t)
	s, err := gocron.NewScheduler()
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
}

// (*nats.Conn).Close
func TestLeakyNats(t *testing.T) {
	url := natsServer(t)
	leaky(t)
	nc, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	keep = append(keep, nc)
}

// (*kafka.Reader).Close
func TestLeakyKafkaReader(t *testing.T) {
	addr := closedPort(t)
	leaky(t)
	r := kafka.NewReader(kafka.ReaderConfig{Brokers: []string{addr}, GroupID: "g", Topic: "t"})
	keep = append(keep, r)
}

// (*kgo.Client).Close
func TestLeakyFranz(t *testing.T) {
	addr := closedPort(t)
	leaky(t)
	cl, err := kgo.NewClient(kgo.SeedBrokers(addr))
	if err != nil {
		t.Fatal(err)
	}
	keep = append(keep, cl)
}

// (*workqueue.Typed).ShutDown
func TestLeakyWorkqueue(t *testing.T) {
	leaky(t)
	q := workqueue.NewTyped[string]()
	go q.Get()
}

// the channel that informer.Run was given
func TestLeakyInformer(t *testing.T) {
	leaky(t)
	stop := make(chan struct{})
	keep = append(keep, stop)
	informer := cache.NewSharedIndexInformer(&cache.ListWatch{
		ListFunc: func(metav1.ListOptions) (obj runtimeObject, err error) {
			return &metav1.PartialObjectMetadataList{}, nil
		},
		WatchFunc: noWatch,
	}, &metav1.PartialObjectMetadata{}, 0, cache.Indexers{})
	go informer.Run(stop)
}

// (*trace.TracerProvider).Shutdown
func TestLeakyOtelTrace(t *testing.T) {
	leaky(t)
	tp := trace.NewTracerProvider(trace.WithBatcher(spanExporter{}))
	keep = append(keep, tp)
}

// (*metric.PeriodicReader).Shutdown
func TestLeakyOtelMetric(t *testing.T) {
	leaky(t)
	mp := metric.NewMeterProvider(metric.WithReader(metric.NewPeriodicReader(metricExporter{})))
	keep = append(keep, mp)
}

// (*quic.Listener).Close
func TestLeakyQUIC(t *testing.T) {
	config := serverTLS(t)
	leaky(t)
	ln, err := quic.ListenAddr("127.0.0.1:0", config, nil)
	if err != nil {
		t.Fatal(err)
	}
	keep = append(keep, ln)
}

// a sql.DB was not closed
func TestLeakySQL(t *testing.T) {
	leaky(t)
	db := sql.OpenDB(connector{})
	keep = append(keep, db)
}

// (*websocket.Conn).Close
func TestLeakyWebsocket(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, nil)
		if err == nil {
			c.Read(context.Background())
			c.CloseNow()
		}
	}))
	atEnd(server.Close)
	leaky(t)
	c, _, err := websocket.Dial(context.Background(), server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	keep = append(keep, c.CloseRead(context.Background()))
}

// (*bigcache.BigCache).Close
func TestLeakyBigcache(t *testing.T) {
	leaky(t)
	c, err := bigcache.New(context.Background(), bigcache.DefaultConfig(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	keep = append(keep, c)
}

// (*ants.Pool).Release
func TestLeakyAnts(t *testing.T) {
	leaky(t)
	p, err := ants.NewPool(4)
	if err != nil {
		t.Fatal(err)
	}
	p.Submit(func() {})
}

// (*workerpool.WorkerPool).Stop
func TestLeakyWorkerpool(t *testing.T) {
	leaky(t)
	p := workerpool.New(2)
	p.SubmitWait(func() {})
}

// (*ristretto.Cache).Close
func TestLeakyRistretto(t *testing.T) {
	leaky(t)
	c, err := ristretto.NewCache(&ristretto.Config[string, int]{NumCounters: 100, MaxCost: 100, BufferItems: 64})
	if err != nil {
		t.Fatal(err)
	}
	keep = append(keep, c)
}

// -
func TestLeakyGoCache(t *testing.T) {
	leaky(t)
	c := gocache.New(time.Minute, time.Minute)
	keep = append(keep, c)
}

// (*backoff.Ticker).Stop
func TestLeakyBackoff(t *testing.T) {
	leaky(t)
	ticker := backoff.NewTicker(backoff.NewConstantBackOff(time.Hour))
	<-ticker.C
}
