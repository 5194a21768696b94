package io.catena.server.node;

import com.sun.management.UnixOperatingSystemMXBean;
import io.catena.server.rpc.inbound.RpcLimits;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many connections a node accepts: what was asked for, as far as the process may have so many files open. */
final class ConnectionLimits {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionLimits.class);

    private ConnectionLimits() {}

    static RpcLimits of(int wanted) {
        RpcLimits limits = RpcLimits.defaults().withConnections(wanted, maxDescriptors());
        if (limits.maxConnections() < wanted) {
            LOG.warn(
                    "--max-connections is {}, but this process may have only {} files open: it accepts {} connections; "
                            + "raise its limit (ulimit -n)",
                    wanted,
                    maxDescriptors(),
                    limits.maxConnections());
        }
        return limits;
    }

    private static long maxDescriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Integer.MAX_VALUE;
    }
}
