package io.catena.server.requests;

import io.catena.server.chain.VersionedValue;
import java.util.List;

/**
 * The answer to a read.
 *
 * @param values one for each key, in their order; fewer, but at least one, if all were too much for one answer
 * @param epoch the newest epoch that the node that answers has heard of; 0 if of none
 */
public record ReadResponse(List<VersionedValue> values, long epoch) {}
