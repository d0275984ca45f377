package alipay_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/candorpay/candor/internal/alipay"
	"github.com/candorpay/candor/internal/alipay/alipaytest"
)

// A bill is sent whole by a server whose answers have no time at all: each of its
// parts has its own.
func TestBillsTakeTheirTime(t *testing.T) {
	t.Parallel()
	b := keepBooks(t, alipaytest.ShopOptions{}, plainly)
	link, _ := b.link("trade", b.day)["bill_download_url"].(string)
	_, _, want := b.fetch(link, http.MethodGet)
	server := httptest.NewUnstartedServer(alipay.New(b.shop.Gate.P, alipay.Options{}))
	server.Config.WriteTimeout = time.Nanosecond
	server.Start()
	defer server.Close()
	answer, err := http.Get(server.URL + link)
	b.must(err)
	defer answer.Body.Close()
	got, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK || len(got) != len(want) {
		t.Errorf("%d with %d bytes, %v; want %d bytes", answer.StatusCode, len(got), err, len(want))
	}
}
