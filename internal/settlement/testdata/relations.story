# Binding twice, and unbinding what is not bound, succeed and change nothing.
bind m2,w1
  version=1 bound=2 m2 w1
bind w1,m2
  unchanged
bind w1,m3,m3
  version=2 bound=3 m2 w1 m3
unbind m4
  unchanged
unbind m2,m4
  version=3 bound=2 w1 m3
unbind w1,m3
  version=4 bound=0
unbind w1
  unchanged
bind m1
  refused invalid same_party
bind x1
  refused invalid invalid_receiver
unbind x1
  refused invalid invalid_receiver
bind m2-22
  refused invalid invalid_receivers
