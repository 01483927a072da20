package libraries

import (
	"context"
	"os"
	"testing"

	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/watch"
)

func TestMain(m *testing.M) {
	code := m.Run()
	for _, end := range ends {
		end()
	}
	os.Exit(code)
}

type runtimeObject = runtime.Object

func noWatch(metav1.ListOptions) (watch.Interface, error) { return watch.NewFake(), nil }

type spanExporter struct{}

func (spanExporter) ExportSpans(context.Context, []trace.ReadOnlySpan) error { return nil }
func (spanExporter) Shutdown(context.Context) error                          { return nil }

type metricExporter struct{}

func (metricExporter) Temporality(k metric.InstrumentKind) metricdata.Temporality {
	return metric.DefaultTemporalitySelector(k)
}
func (metricExporter) Aggregation(k metric.InstrumentKind) metric.Aggregation {
	return metric.DefaultAggregationSelector(k)
}
func (metricExporter) Export(context.Context, *metricdata.ResourceMetrics) error { return nil }
func (metricExporter) ForceFlush(context.Context) error                          { return nil }
func (metricExporter) Shutdown(context.Context) error                            { return nil }
