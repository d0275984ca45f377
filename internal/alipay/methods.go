package alipay

// methods are all that the gateway answers, by name, one line each.
var methods = map[string]methodSpec{}
