package alipay

import "github.com/candorpay/candor/internal/platform"

// App is what the gateway knows of the app that sent a request.
type App = platform.App
