package io.catena.server.rpc.inbound.services;

import io.catena.server.access.Access;
import io.catena.server.access.Principal;
import io.catena.server.chain.Origin;
import io.catena.server.rpc.SourceMachine;
import io.catena.thrift.CallOptions;
import io.catena.thrift.Forbidden;
import java.net.InetAddress;
import java.util.function.BooleanSupplier;

/** The client, node or operator that has opened a connection. The connection's event loop owns it. */
public final class RemoteCaller {
    private static final int MAX_WRONG_TOKENS = 3;

    private final InetAddress address;
    private final String machine;
    private final long connection;
    private Principal principal = Principal.NOBODY;
    private BooleanSupplier holds = () -> true;
    private Runnable whenKnown = () -> {};
    private int wrongTokens;
    private boolean passesOn;

    /** @param connection as {@link #connection} */
    public RemoteCaller(InetAddress address, long connection) {
        this.address = address;
        this.machine = SourceMachine.address(address);
        this.connection = connection;
    }

    public InetAddress address() {
        return address;
    }

    /** A number that no other connection of any node is likely to have. */
    public long connection() {
        return connection;
    }

    /** Who it is, as far as it has said so. */
    public Principal principal() {
        return principal;
    }

    /**
     * It has shown that it is this one.
     *
     * @param stillHolds whether what it has shown still says so
     */
    public void is(Principal shown, BooleanSupplier stillHolds) {
        principal = shown;
        holds = stillHolds;
        if (shown.isKnown()) {
            whenKnown.run();
        }
    }

    /** Whether it is still that principal. */
    public boolean holds() {
        return holds.getAsBoolean();
    }

    /** What is to be done as soon as it is known who it is. */
    public void whenKnown(Runnable then) {
        whenKnown = then;
    }

    /** It has shown a token that nobody bears. */
    void failed() {
        wrongTokens++;
    }

    /** Whether it seems to guess tokens. */
    public boolean guesses() {
        return wrongTokens >= MAX_WRONG_TOKENS;
    }

    /** Whether it has passed on a call of another caller, which it may: it is a node. */
    public boolean passesOn() {
        return passesOn;
    }

    /** Of calls that it does not pass on for others. */
    public Origin origin() {
        return new Origin(machine, connection, principal.name());
    }

    /** The client from which a call on the connection came: another node passes on calls of its own clients. */
    Origin origin(CallOptions options, Access access) throws Forbidden {
        if (options.getHops() == 0) {
            return origin();
        }
        AccessCheck.toPassOn(access, this);
        passesOn = true;
        io.catena.thrift.Origin first = options.getOrigin();
        return first == null
                ? new Origin(machine, connection)
                : new Origin(
                        first.getAddress(), first.getConnection(), first.isSetPrincipal() ? first.getPrincipal() : "");
    }

    @Override
    public String toString() {
        return principal.isKnown() ? principal + " at " + address.getHostAddress() : address.getHostAddress();
    }
}
