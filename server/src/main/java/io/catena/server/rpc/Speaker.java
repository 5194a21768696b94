package io.catena.server.rpc;

import io.catena.thrift.CallOptions;
import io.catena.thrift.Catena;
import java.util.Set;
import org.apache.thrift.TSerializable;

/** Who speaks on a connection, as far as what is said tells; nobody proves it. */
enum Speaker {
    CLIENT,
    /** A node, a probe, or an operator: whom the chain needs to get well again. */
    PRIVILEGED,
    /** Whoever asks where the chain is: that needs no place. */
    ANYBODY;

    /** All methods of the admin service. */
    private static final Set<String> OF_OPERATORS = Set.of(
            Methods.STATUS.name(),
            Methods.DIE.name(),
            Methods.LEAVE.name(),
            Methods.DIGEST.name(),
            Methods.SETTINGS.name(),
            Methods.CHANGE_SETTINGS.name());

    static Speaker of(String method, TSerializable arguments) {
        if (OF_OPERATORS.contains(method)) {
            return PRIVILEGED;
        }
        if (method.equals(Methods.LAYOUT.name())) {
            return ANYBODY;
        }
        CallOptions options = options(arguments);
        return options != null && options.getHops() > 0 ? PRIVILEGED : CLIENT;
    }

    /** Of what nodes pass on to each other; null if there are none. */
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
