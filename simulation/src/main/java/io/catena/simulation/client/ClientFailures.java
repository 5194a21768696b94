package io.catena.simulation.client;

import io.catena.server.chain.Failure;
import io.catena.server.chain.Key;
import io.catena.server.requests.RequestFailure;
import io.catena.server.requests.SessionAdmission;

/** What a client makes of a failure: whether the request may have been done, and whether its session is gone. */
enum ClientFailures implements RequestFailure.Visitor<Failure> {
    OF;

    @Override
    public Failure ofReplica(Failure failure) {
        return failure;
    }

    @Override
    public Failure noSuchChain(int chain) {
        throw new IllegalArgumentException("no client asks for chain " + chain);
    }

    @Override
    public Failure ofAnotherChain(Key key, int named, int right) {
        return Failure.CHANGING;
    }

    @Override
    public Failure noChain() {
        return Failure.CHANGING;
    }

    @Override
    public Failure changing() {
        return Failure.CHANGING;
    }

    @Override
    public Failure betweenLives() {
        return Failure.CHANGING;
    }

    @Override
    public Failure tooManySessions(SessionAdmission.Verdict verdict) {
        return Failure.OVERLOADED;
    }

    @Override
    public Failure unreachable(String address, String why) {
        return Failure.CHANGING;
    }

    @Override
    public Failure tooManyCalls(String why) {
        return Failure.OVERLOADED;
    }

    @Override
    public Failure lost(String why) {
        return Failure.UNKNOWN;
    }

    /** Between simulated nodes a failure travels as it is. */
    @Override
    public Failure ofOtherNode(Exception words) {
        throw new IllegalArgumentException(words);
    }

    @Override
    public Failure partlyDone(RequestFailure why) {
        return Failure.UNKNOWN;
    }

    @Override
    public Failure tooMuchAtOnce() {
        return Failure.OVERLOADED;
    }
}
