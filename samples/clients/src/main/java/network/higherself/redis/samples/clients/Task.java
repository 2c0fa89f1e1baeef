package network.higherself.redis.samples.clients;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A task that a worker holds.
 *
 * @param attempt from 1
 * @param text as it stands in the queue
 */
public record Task(String id, String type, ObjectNode parameters, String priority, long attempt, String text) {}
