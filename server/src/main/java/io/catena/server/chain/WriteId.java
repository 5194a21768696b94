package io.catena.server.chain;

/**
 * Makes a write recognizable when it is sent again (E2).
 *
 * @param session the number that was drawn for the client's session; the write that opens the session contains it (E1)
 * @param request unique in the session, 1 or more; of the write that opens it, the origin ({@link #opening})
 * @param lowestUnanswered the client will never ask again for answers below this request number
 */
public record WriteId(long session, long request, long lowestUnanswered) {
    /**
     * Of a write that opens a session.
     *
     * @param origin a number of the origin that it is opened for (E9); 0 if that is unknown
     */
    public static WriteId opening(long session, long origin) {
        return new WriteId(session, origin, 0);
    }
}
