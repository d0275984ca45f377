package api

import (
	"net"
	"sync"
)

// ConnectionsDefault is how many connections a server has open at a time, unless
// it is told otherwise.
const ConnectionsDefault = 4096

// LimitConnections returns a listener that has at most n connections open. More
// wait in the kernel's queue until one closes, which idle ones do behind
// IdleTimeout. Without a limit, connections on which nothing is sent would take
// every descriptor, also those that the command log needs.
func LimitConnections(l net.Listener, n int) net.Listener {
	return &limited{Listener: l, open: make(chan struct{}, n), closed: make(chan struct{})}
}

// limited is a listener with a place for each connection that may be open.
type limited struct {
	net.Listener
	open   chan struct{}
	once   sync.Once
	closed chan struct{}
}

// Accept waits for a place, then for a connection.
func (l *limited) Accept() (net.Conn, error) {
	select {
	case <-l.closed:
		return nil, net.ErrClosed
	case l.open <- struct{}{}:
	}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.open
		return nil, err
	}
	return &placed{Conn: c, leave: sync.OnceFunc(func() { <-l.open })}, nil
}

// Close ends the listener and whoever waits for a place.
func (l *limited) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

// placed is a connection that gives its place back when it is closed.
type placed struct {
	net.Conn
	leave func()
}

// Close closes the connection. Again, it gives no second place back.
func (c *placed) Close() error {
	defer c.leave()
	return c.Conn.Close()
}
