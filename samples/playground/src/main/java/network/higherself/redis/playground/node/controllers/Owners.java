package network.higherself.redis.playground.node.controllers;

import io.fabric8.kubernetes.api.model.HasMetadata;
import network.higherself.redis.playground.node.watch.Key;
import network.higherself.redis.playground.node.watch.Pods;
import network.higherself.redis.playground.node.watch.WorkQueue;

/** Leads from an object to the work queue of its controller. */
final class Owners {

    private Owners() {}

    /** Adds the object's controller to the queue if it is of the given kind. */
    static void enqueue(HasMetadata object, String kind, WorkQueue queue) {
        Pods.controller(object)
                .filter(owner -> owner.getKind().equals(kind))
                .ifPresent(owner -> queue.add(new Key(object.getMetadata().getNamespace(), owner.getName())));
    }
}
