package io.catena.server.chain;

/**
 * Makes a write recognizable when it is sent again (E2).
 *
 * @param session the client's session: the number that was drawn for it, by which the write that opens it names it
 * @param request unique in the session, 1 or more; of the write that opens it, the origin ({@link #opening})
 * @param lowestUnanswered the client will never ask again for answers below this request number
 */
public record WriteId(long session, long request, long lowestUnanswered) {
    /**
     * Of a write that opens a session.
     *
     * @param origin tells whom it is opened for from others; 0 if that is unknown
     */
    public static WriteId opening(long session, long origin) {
        return new WriteId(session, origin, 0);
    }
}
