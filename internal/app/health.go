package app

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/sqldb"
)

// readyWithin bounds the questions of a readiness check.
const readyWithin = 2 * time.Second

// figures are what the node tells about itself (指标).
type figures struct {
	n        *Node
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	due      *prometheus.Desc
	dead     *prometheus.Desc
	sealed   *prometheus.Desc
	unsealed *prometheus.Desc
}

func newFigures(n *Node) *figures {
	f := &figures{
		n: n, registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "holon_http_seconds", Help: "Time of answers by route and class of status.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"route", "class"}),
		due:      prometheus.NewDesc("holon_jobs_due", "Jobs that are ready by now.", nil, nil),
		dead:     prometheus.NewDesc("holon_jobs_dead", "Jobs that failed for good.", nil, nil),
		sealed:   prometheus.NewDesc("holon_seal_size", "Leaves under the newest checkpoint.", nil, nil),
		unsealed: prometheus.NewDesc("holon_seal_lag", "Leaves after the newest checkpoint.", nil, nil),
	}
	f.registry.MustRegister(f.requests, f, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return f
}

// observe implements web.Config.Observe.
func (f *figures) observe(route string, status int, took time.Duration) {
	f.requests.WithLabelValues(route, string(rune('0'+status/100))+"xx").Observe(took.Seconds())
}

// Describe implements prometheus.Collector.
func (f *figures) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{f.due, f.dead, f.sealed, f.unsealed} {
		ch <- d
	}
}

// Collect implements prometheus.Collector: the store is asked when somebody looks.
func (f *figures) Collect(ch chan<- prometheus.Metric) {
	ctx, stop := context.WithTimeout(context.Background(), readyWithin)
	defer stop()
	due, dead, err := f.n.jobCounts(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(f.due, err)
		return
	}
	size := f.n.Sealer.Size()
	head, err := f.n.Bus.Head(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(f.unsealed, err)
		return
	}
	for d, v := range map[*prometheus.Desc]int64{f.due: due, f.dead: dead, f.sealed: size, f.unsealed: max(0, head-size)} {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(v))
	}
}

func (n *Node) jobCounts(ctx context.Context) (due, dead int64, err error) {
	err = n.DB.Read(ctx, func(q *sqldb.Q) error {
		due, dead, err = jobs.Counts(ctx, q, n.Clock.Time())
		return err
	})
	return due, dead, err
}

// mountHealth serves what a supervisor asks: alive, ready, figures.
func (n *Node) mountHealth() {
	n.Web.Route("GET /healthz", func(w http.ResponseWriter, _ *http.Request) error {
		return answer(w, map[string]string{"status": "alive"})
	})
	n.Web.Route("GET /readyz", func(w http.ResponseWriter, r *http.Request) error {
		ctx, stop := context.WithTimeout(r.Context(), readyWithin)
		defer stop()
		select {
		case <-n.lost:
			return &gov.Error{Kind: gov.KindBusy, Key: "error.busy"}
		case <-n.Web.Draining():
			return &gov.Error{Kind: gov.KindBusy, Key: "error.busy"}
		default:
		}
		due, dead, err := n.jobCounts(ctx)
		if err != nil {
			return (&gov.Error{Kind: gov.KindBusy, Key: "error.busy"}).Because(err)
		}
		return answer(w, map[string]any{"status": "ready", "jobs_due": due, "jobs_dead": dead, "sealed": n.Sealer.Size()})
	})
	metrics := promhttp.HandlerFor(n.figures.registry, promhttp.HandlerOpts{})
	n.Web.Route("GET /metrics", func(w http.ResponseWriter, r *http.Request) error {
		metrics.ServeHTTP(w, r)
		return nil
	})
}
