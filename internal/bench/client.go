package bench

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"holon.example/holon/internal/gov"
)

// stopwatch tells how long ago it was started.
func stopwatch() func() time.Duration { return gov.Mono() }

// call is one request to a server.
type call struct {
	method, path string
	token        string
	key          string // idempotency key
	body         []byte
}

// client is one caller with a connection of its own. Its code is short because it
// runs on the same cores as the server it measures.
type client struct {
	addr string
	conn net.Conn
	in   *bufio.Reader
	out  []byte
}

// answerWithin bounds the wait for an answer.
const answerWithin = 30 * time.Second

// do sends a call and reads the whole answer. After an error the next call takes a
// new connection.
func (c *client) do(ctx context.Context, k call) (status int, body []byte, err error) {
	if c.conn == nil {
		if c.conn, err = (&net.Dialer{}).DialContext(ctx, "tcp", c.addr); err != nil {
			c.conn = nil
			return 0, nil, err
		}
		c.in = bufio.NewReaderSize(c.conn, 8<<10)
	}
	status, body, err = c.exchange(k)
	if err != nil {
		c.close()
	}
	return status, body, err
}

func (c *client) exchange(k call) (status int, body []byte, err error) {
	if err := c.conn.SetDeadline(gov.Wall().Time().Add(answerWithin).Std()); err != nil {
		return 0, nil, err
	}
	b := append(c.out[:0], k.method...)
	b = append(append(append(b, ' '), k.path...), " HTTP/1.1\r\nHost: "...)
	b = append(append(b, c.addr...), "\r\nAuthorization: Bearer "...)
	b = append(b, k.token...)
	if k.key != "" {
		b = append(append(b, "\r\nIdempotency-Key: "...), k.key...)
	}
	if k.body != nil {
		b = append(b, "\r\nContent-Type: application/json\r\nContent-Length: "...)
		b = strconv.AppendInt(b, int64(len(k.body)), 10)
	}
	b = append(append(b, "\r\n\r\n"...), k.body...)
	c.out = b
	if _, err := c.conn.Write(b); err != nil {
		return 0, nil, err
	}
	res, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return 0, nil, err
	}
	body, err = io.ReadAll(res.Body)
	return res.StatusCode, body, errors.Join(err, res.Body.Close())
}

func (c *client) close() {
	if c.conn != nil {
		_ = c.conn.Close()
		c.conn = nil
	}
}

// crowd is many clients at work.
type crowd struct {
	addr    string
	clients int
	next    func(client, i int) call // the i-th call of a client
	// seen is told of every answer; err says that none came.
	seen func(client, i, status int, body []byte, err error)
}

// run lets every client call until the time is over, each waiting for its answer
// before the next call. It gives the times of the answers of status 2xx.
func (w crowd) run(ctx context.Context, took time.Duration) []time.Duration {
	times := make([][]time.Duration, w.clients)
	passed := stopwatch()
	var wg sync.WaitGroup
	for n := range w.clients {
		wg.Go(func() {
			c := &client{addr: w.addr}
			defer c.close()
			for i := 0; passed() < took && ctx.Err() == nil; i++ {
				k := w.next(n, i)
				began := passed()
				status, body, err := c.do(ctx, k)
				if err == nil && status/100 == 2 {
					times[n] = append(times[n], passed()-began)
				}
				w.seen(n, i, status, body, err)
			}
		})
	}
	wg.Wait()
	var all []time.Duration
	for _, t := range times {
		all = append(all, t...)
	}
	return all
}
