package libraries

import (
	"context"
	"database/sql"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
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
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
)

// The same programs, closed: nothing is left of them.

func TestCleanCron(t *testing.T) {
	leaktest.Check(t)
	c := cron.New()
	c.Start()
	defer func() { <-c.Stop().Done() }()
}

func TestCleanTTLCache(t *testing.T) {
	leaktest.Check(t)
	c := ttlcache.New[string, int]()
	evicted := make(chan struct{})
	c.OnEviction(func(context.Context, ttlcache.EvictionReason, *ttlcache.Item[string, int]) { close(evicted) })
	c.Set("", 0, time.Millisecond)
	go c.Start()
	<-evicted // a Stop before Start has begun stops nothing
	c.Stop()
}

func TestCleanRedis(t *testing.T) {
	addr := redisServer(t)
	leaktest.Check(t)
	client := redis.NewClient(&redis.Options{Addr: addr, Protocol: 2, DisableIdentity: true})
	defer client.Close()
	sub := client.Subscribe(context.Background(), "news")
	sub.Channel()
	defer sub.Close()
}

func TestCleanPgxpool(t *testing.T) {
	addr := closedPort(t)
	leaktest.Check(t)
	pool, err := pgxpool.New(context.Background(), "postgres://u:p@"+addr+"/db")
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
}

func TestCleanGRPCClient(t *testing.T) {
	lis, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	go server.Serve(lis)
	atEnd(server.Stop)
	leaktest.Check(t)
	conn, err := grpc.NewClient(lis.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.Connect()
	conn.WaitForStateChange(t.Context(), conn.GetState())
	time.Sleep(100 * time.Millisecond)
}

func TestCleanGRPCServer(t *testing.T) {
	leaktest.Check(t)
	lis, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	go server.Serve(lis)
	defer server.Stop()
}

func TestCleanFsnotify(t *testing.T) {
	leaktest.Check(t)
	w, err := fsnotify.NewWatcher()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Add(t.TempDir()); err != nil {
		t.Fatal(err)
	}
}

func TestCleanZap(t *testing.T) {
	leaktest.Check(t)
	ws := &zapcore.BufferedWriteSyncer{WS: discard{io.Discard}}
	defer ws.Stop()
	ws.Write([]byte("line\n"))
}

func TestCleanGocron(t *testing.T) {
	leaktest.Check(t)
	s, err := gocron.NewScheduler()
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	defer s.Shutdown()
}

func TestCleanNats(t *testing.T) {
	url := natsServer(t)
	leaktest.Check(t)
	nc, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
}

func TestCleanKafkaReader(t *testing.T) {
	addr := closedPort(t)
	leaktest.Check(t)
	r := kafka.NewReader(kafka.ReaderConfig{Brokers: []string{addr}, GroupID: "g", Topic: "t"})
	defer r.Close()
}

func TestCleanFranz(t *testing.T) {
	addr := closedPort(t)
	leaktest.Check(t)
	cl, err := kgo.NewClient(kgo.SeedBrokers(addr))
	if err != nil {
		t.Fatal(err)
	}
	defer cl.Close()
}

func TestCleanWorkqueue(t *testing.T) {
	leaktest.Check(t)
	q := workqueue.NewTyped[string]()
	go q.Get()
	defer q.ShutDown()
}

func TestCleanInformer(t *testing.T) {
	leaktest.Check(t)
	stop := make(chan struct{})
	defer close(stop)
	informer := cache.NewSharedIndexInformer(&cache.ListWatch{
		ListFunc: func(metav1.ListOptions) (obj runtimeObject, err error) {
			return &metav1.PartialObjectMetadataList{}, nil
		},
		WatchFunc: noWatch,
	}, &metav1.PartialObjectMetadata{}, 0, cache.Indexers{})
	go informer.Run(stop)
}

func TestCleanOtelTrace(t *testing.T) {
	leaktest.Check(t)
	tp := trace.NewTracerProvider(trace.WithBatcher(spanExporter{}))
	defer tp.Shutdown(context.Background())
}

func TestCleanOtelMetric(t *testing.T) {
	leaktest.Check(t)
	mp := metric.NewMeterProvider(metric.WithReader(metric.NewPeriodicReader(metricExporter{})))
	defer mp.Shutdown(context.Background())
}

func TestCleanQUIC(t *testing.T) {
	config := serverTLS(t)
	leaktest.Check(t)
	ln, err := quic.ListenAddr("127.0.0.1:0", config, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
}

func TestCleanSQL(t *testing.T) {
	leaktest.Check(t)
	db := sql.OpenDB(connector{})
	defer db.Close()
}

func TestCleanWebsocket(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, nil)
		if err == nil {
			c.Read(context.Background())
			c.CloseNow()
		}
	}))
	atEnd(server.Close)
	leaktest.Check(t)
	c, _, err := websocket.Dial(context.Background(), server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.CloseNow()
	c.CloseRead(context.Background())
}

func TestCleanBigcache(t *testing.T) {
	leaktest.Check(t)
	c, err := bigcache.New(context.Background(), bigcache.DefaultConfig(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
}

func TestCleanAnts(t *testing.T) {
	leaktest.Check(t)
	p, err := ants.NewPool(4)
	if err != nil {
		t.Fatal(err)
	}
	defer p.ReleaseTimeout(time.Second)
	p.Submit(func() {})
}

func TestCleanWorkerpool(t *testing.T) {
	leaktest.Check(t)
	p := workerpool.New(2)
	defer p.StopWait()
	p.SubmitWait(func() {})
}

func TestCleanRistretto(t *testing.T) {
	leaktest.Check(t)
	c, err := ristretto.NewCache(&ristretto.Config[string, int]{NumCounters: 100, MaxCost: 100, BufferItems: 64})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
}

func TestCleanBackoff(t *testing.T) {
	leaktest.Check(t)
	ticker := backoff.NewTicker(backoff.NewConstantBackOff(time.Hour))
	defer ticker.Stop()
	<-ticker.C
}
