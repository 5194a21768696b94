package io.catena.server.rpc.inbound;

import io.catena.server.rpc.Methods;
import io.catena.thrift.CallOptions;
import io.catena.thrift.Catena;
import java.util.Set;
import org.apache.thrift.TSerializable;

/** The kind of process at the other end of a connection, judged by the calls that it sends. */
enum Speaker {
    CLIENT,
    /** A node, a probe, or an operator: the chain needs them to recover. */
    PRIVILEGED,
    /** Any process that asks for the layout, or says who it is; that needs no place. */
    ANY;

    /** All methods of the admin service. */
    private static final Set<String> OF_OPERATORS = Set.of(
            Methods.STATUS.name(),
            Methods.DIE.name(),
            Methods.LEAVE.name(),
            Methods.DIGEST.name(),
            Methods.SETTINGS.name(),
            Methods.CHANGE_SETTINGS.name(),
            Methods.ACCESS.name(),
            Methods.CHANGE_ACCESS.name(),
            Methods.TEST_ACCESS.name(),
            Methods.PLACEMENT.name(),
            Methods.DRAIN.name(),
            Methods.UNDRAIN.name(),
            Methods.PLAN_PLACEMENT.name(),
            Methods.REBALANCE.name());

    static Speaker of(String method, TSerializable arguments) {
        if (OF_OPERATORS.contains(method)) {
            return PRIVILEGED;
        }
        if (method.equals(Methods.LAYOUT.name()) || method.equals(Methods.AUTHENTICATE.name())) {
            return ANY;
        }
        CallOptions options = options(arguments);
        return options != null && options.getHops() > 0 ? PRIVILEGED : CLIENT;
    }

    /** The options of calls that nodes pass on to each other; null for all others. */
    private static CallOptions options(TSerializable arguments) {
        if (arguments instanceof Catena.write_args write) {
            return write.getOptions();
        }
        if (arguments instanceof Catena.read_args read) {
            return read.getOptions();
        }
        return arguments instanceof Catena.openSession_args open ? open.getOptions() : null;
    }
}
