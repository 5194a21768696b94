package io.catena.server.rpc.inbound.services;

import io.catena.server.access.Access;
import io.catena.server.access.Principal;
import io.catena.server.chain.Origin;
import io.catena.server.rpc.Bytes;
import io.catena.thrift.Forbidden;
import io.catena.thrift.Write;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Asks what callers may do before it is done. */
public final class AccessCheck {
    private AccessCheck() {}

    /** A write that asks for what it replaces reads as well. */
    static void writes(Access access, Origin origin, List<Write> writes) throws Forbidden {
        Principal principal = new Principal(origin.principal());
        for (Write write : writes) {
            require(access.toWrite(principal, write.getKey()), principal);
            if (write.isWantPrevious()) {
                require(access.toRead(principal, write.getKey()), principal);
            }
        }
    }

    static void reads(Access access, Origin origin, List<ByteBuffer> keys) throws Forbidden {
        Principal principal = new Principal(origin.principal());
        for (ByteBuffer key : keys) {
            require(access.toRead(principal, Bytes.of(key)), principal);
        }
    }

    public static void toCall(Access access, RemoteCaller caller) throws Forbidden {
        require(access.toCall(caller.principal()), caller.principal());
    }

    static void toPassOn(Access access, RemoteCaller caller) throws Forbidden {
        require(access.toPassOn(caller.principal()), caller.principal());
    }

    static void toInspect(Access access, RemoteCaller caller) throws Forbidden {
        require(access.toInspect(caller.principal()), caller.principal());
    }

    static void toOperate(Access access, RemoteCaller caller, String what) throws Forbidden {
        require(access.toOperate(caller.principal(), what), caller.principal());
    }

    private static void require(Optional<String> refusal, Principal principal) throws Forbidden {
        if (refusal.isPresent()) {
            Forbidden forbidden = new Forbidden(refusal.get());
            throw principal.isKnown() ? forbidden.setPrincipal(principal.name()) : forbidden;
        }
    }
}
