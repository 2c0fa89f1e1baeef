/** The page for people: what the health API knows, for a browser, to whom Kubernetes lets see it. */
package network.higherself.redis.operator.http.page;
