package io.catena.simulation.client;

import io.catena.server.chain.WriteId;
import java.util.TreeSet;

/** What a client knows of its session in one chain (M3). */
final class OpenedSession {
    /** After so many requests a client opens a new session, so that more sessions are opened than are remembered. */
    private static final int REQUESTS = 10;

    private final int chain;
    private final TreeSet<Long> unanswered = new TreeSet<>();
    /** 0 while there is none. */
    private long number;

    private boolean opening;
    private long lastRequest;

    OpenedSession(int chain) {
        this.chain = chain;
    }

    int chain() {
        return chain;
    }

    boolean isOpen() {
        return number != 0;
    }

    boolean isToBeOpened() {
        return (number == 0 || lastRequest >= REQUESTS) && !opening;
    }

    void opens() {
        opening = true;
    }

    void opened(long newNumber) {
        number = newNumber;
        lastRequest = 0;
        unanswered.clear();
    }

    /** The attempt to open it is over. */
    void hasOpened() {
        opening = false;
    }

    WriteId nextId() {
        lastRequest++;
        unanswered.add(lastRequest);
        return new WriteId(number, lastRequest, unanswered.first());
    }

    /** The request with that id will not be sent again. */
    void isAnswered(WriteId id) {
        if (id.session() == number) {
            unanswered.remove(id.request());
        }
    }

    /** The chain has forgotten the session with that number. */
    void isForgotten(long session) {
        if (session == number) {
            number = 0;
        }
    }
}
