/** The certificate that the operator itself serves. */
package network.higherself.redis.operator.http.serving;
