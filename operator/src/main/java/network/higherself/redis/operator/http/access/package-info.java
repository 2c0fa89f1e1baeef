/** Who calls, and whether they may: Kubernetes is asked, and its answers are kept for a moment. */
package network.higherself.redis.operator.http.access;
