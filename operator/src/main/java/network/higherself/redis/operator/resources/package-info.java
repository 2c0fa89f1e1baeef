/** A plan becomes Kubernetes objects: pure builders, one a kind. The one place for names, labels, ports and keys. */
package network.higherself.redis.operator.resources;
