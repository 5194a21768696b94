package io.catena.server.node.requests;

import io.catena.server.chain.Escaped;
import io.catena.server.chain.Failure;
import io.catena.server.chain.Key;
import io.catena.server.chain.Shortage;
import io.catena.server.node.health.NoSpace;
import io.catena.server.node.replicas.ChainLayout;
import io.catena.server.requests.RequestFailure;
import io.catena.server.requests.SessionAdmission;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.OutcomeUnknown;
import io.catena.thrift.SessionExpired;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.thrift.TException;

/** Converts failures of requests to the errors that clients receive. On the event loop. */
public final class Failures implements RequestFailure.Visitor<Exception> {
    private final ChainLayout layout;
    private final Supplier<Shortage> shortage;
    private final BooleanSupplier zookeeperConnected;
    private final int chains;
    private final BooleanSupplier carries;

    /** Of the only chain of a cluster. */
    public Failures(ChainLayout layout, Supplier<Shortage> shortage, BooleanSupplier zookeeperConnected) {
        this(layout, shortage, zookeeperConnected, 1, () -> true);
    }

    /**
     * @param chains of the cluster; {@code layout} is of one of them
     * @param carries whether this node has a replica of that one
     */
    public Failures(
            ChainLayout layout,
            Supplier<Shortage> shortage,
            BooleanSupplier zookeeperConnected,
            int chains,
            BooleanSupplier carries) {
        this.chains = chains;
        this.carries = carries;
        this.layout = layout;
        this.shortage = shortage;
        this.zookeeperConnected = zookeeperConnected;
    }

    /** Why the chain cannot replace a failed member at present, as the end of a sentence; empty if it can. */
    private String whyItWaits() {
        return zookeeperConnected.getAsBoolean()
                ? ""
                : "; ZooKeeper does not answer this node, and until it is back no member that fails is replaced";
    }

    @Override
    public TException ofReplica(Failure failure) {
        return switch (failure) {
            case UNKNOWN ->
                new OutcomeUnknown(
                        "the write is in the log and may be committed; repeat it with its id, or read the key"
                                + whyItWaits());
            case SESSION_EXPIRED ->
                new SessionExpired("the chain does not know the session, which may have expired; open a new one"
                        + (chains == 1
                                ? ""
                                : " in chain " + layout.chain() + ", to which the key belongs: a session of"
                                        + " another chain does not count here")
                        + ". An earlier attempt may have been done");
            default -> notDone(failure);
        };
    }

    @Override
    public TException noSuchChain(int chain) {
        return new InvalidRequest("there is no chain " + chain + "; this cluster has "
                + (chains == 1 ? "chain " + layout.chain() : "chains 1 to " + chains));
    }

    @Override
    public TException ofAnotherChain(Key key, int named, int right) {
        return new InvalidRequest("key " + Escaped.of(key) + " belongs to chain " + right + " and not to " + named
                + "; name that chain, or none (docs/operations.md)");
    }

    @Override
    public TException noChain() {
        return new Unavailable(
                "no chain has been formed yet" + layout.noteAsClause() + (chains == 1 ? "" : whyItWaits()),
                UnavailableReason.NO_CHAIN);
    }

    @Override
    public TException changing() {
        return new Unavailable(
                "the chain's membership is changing, try again" + layout.noteAsClause(), UnavailableReason.CHANGING);
    }

    @Override
    public TException betweenLives() {
        return new Unavailable(
                carries.getAsBoolean()
                        ? "this node is between two lives, try again"
                        : "this node has no replica of chain " + layout.chain()
                                + ", and a stale read is answered by the node that is asked: ask one of its members",
                UnavailableReason.CHANGING);
    }

    @Override
    public TException tooManySessions(SessionAdmission.Verdict verdict) {
        String cause = verdict.ofOrigin()
                ? "your address opens more than " + SessionAdmission.PER_SECOND
                        + " sessions a second; open one per client and keep it, or"
                : "all addresses together open sessions faster than the cluster can keep them;";
        return new Unavailable(cause + " try again in " + verdict.waitMillis() + " ms", UnavailableReason.OVERLOADED);
    }

    @Override
    public TException unreachable(String address, String why) {
        return new Unavailable(address + " cannot be reached: " + why + whyItWaits(), UnavailableReason.CHANGING);
    }

    @Override
    public TException tooManyCalls(String why) {
        return new Unavailable(why + "; back off", UnavailableReason.OVERLOADED);
    }

    @Override
    public TException lost(String why) {
        return new OutcomeUnknown(why + "; the write may have been done: repeat it with its id, or read the key");
    }

    @Override
    public Exception ofOtherNode(Exception words) {
        return words;
    }

    @Override
    public TException partlyDone(RequestFailure why) {
        return new OutcomeUnknown("the keys belong to several chains, and the part of chain " + layout.chain()
                + " failed (" + why.accept(this).getMessage()
                + "); the other parts may have been done: repeat the writes with their ids, or read the keys");
    }

    @Override
    public TException tooMuchAtOnce() {
        return new Unavailable(
                "the values of keys of several chains take more memory than this node has for them; ask for fewer"
                        + " keys, or for those of one chain",
                UnavailableReason.OVERLOADED);
    }

    private Unavailable notDone(Failure failure) {
        return switch (failure) {
            case OVERLOADED ->
                new Unavailable("too many requests wait already; back off and try again", UnavailableReason.OVERLOADED);
            case TOO_FEW_MEMBERS ->
                new Unavailable(
                        "the chain has only " + layout.members() + " members and takes writes with "
                                + layout.minReplicas() + " or more (min-replicas); start more nodes",
                        UnavailableReason.TOO_FEW_MEMBERS);
            case NO_SPACE -> new Unavailable(NoSpace.of(shortage.get()).asClause(), UnavailableReason.NO_SPACE);
            case DEADLINE ->
                new Unavailable(
                        "the deadline passed before anything was done; the chain may be changing, or be too slow"
                                + whyItWaits(),
                        UnavailableReason.DEADLINE);
            default ->
                new Unavailable(
                        "the chain's membership is changing, try again" + whyItWaits(), UnavailableReason.CHANGING);
        };
    }
}
