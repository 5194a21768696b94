package io.catena.server.chain;

/**
 * Makes a write recognizable when it is sent again (design.md section 8).
 *
 * @param session the client's session: the version of the write that opened it
 * @param request unique in the session, 1 or more
 * @param lowestUnanswered the client will never ask again for answers below this request number
 */
public record WriteId(long session, long request, long lowestUnanswered) {}
