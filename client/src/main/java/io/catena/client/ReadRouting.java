package io.catena.client;

/** Which member of the chain a read goes to. Any member may answer it; this decides who should. */
interface ReadRouting {
    /** The replica that also orders the writes. */
    ReadRouting HEAD = layout -> layout.members().get(0);

    /** @param layout has members */
    Layout.Member choose(Layout layout);
}
