/** The server for HTTP, plain and over TLS: calls come in as values and go out as values, without blocking a thread. */
package network.higherself.redis.operator.http;
