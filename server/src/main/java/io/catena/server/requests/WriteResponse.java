package io.catena.server.requests;

import io.catena.server.chain.WriteAnswer;
import java.util.List;

/**
 * The answer to writes.
 *
 * @param answers one for each write, in their order
 * @param epoch the newest epoch that the node that answers has heard of; 0 if of none
 */
public record WriteResponse(List<WriteAnswer> answers, long epoch) {}
