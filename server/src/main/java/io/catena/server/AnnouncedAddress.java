package io.catena.server;

import io.catena.server.rpc.HostPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The address that a node announces, from its options. Other processes must be able to connect to it. */
final class AnnouncedAddress {
    private static final Logger LOG = LoggerFactory.getLogger(AnnouncedAddress.class);

    private final List<String> problems;
    private final UnaryOperator<String> origin;

    /**
     * @param problems receives what is wrong with the options
     * @param origin tells where the value of an option comes from, as the end of a sentence
     */
    AnnouncedAddress(List<String> problems, UnaryOperator<String> origin) {
        this.problems = problems;
        this.origin = origin;
    }

    /**
     * @param advertise {@code HOST} or {@code HOST:PORT}; null if the node announces the address on which it listens
     */
    HostPort of(String listen, int port, String advertise) {
        boolean onAll = isAnyLocal(
                HostPort.parse(listen).host(), why -> problems.add("--listen" + why + origin.apply("--listen")));
        if (advertise == null) {
            if (onAll) {
                problems.add("--listen " + listen + " is no address that others can connect to; give the address that"
                        + " they use with --advertise" + origin.apply("--listen"));
            }
            return new HostPort(HostPort.parse(listen).host(), port);
        }
        HostPort announced = HostPort.parse(advertise.strip(), port);
        if (announced.port() == 0 || announced.host().isEmpty()) {
            problems.add(
                    "--advertise must be HOST or HOST:PORT, not '" + advertise + "'" + origin.apply("--advertise"));
        } else if (isAnyLocal(announced.host(), why -> LOG.warn("--advertise{} here; others must resolve it", why))) {
            problems.add("--advertise " + advertise + " is no address that others can connect to; give the one they use"
                    + origin.apply("--advertise"));
        }
        return announced;
    }

    /** @param unknown receives the problem if the name cannot be resolved on this machine */
    private static boolean isAnyLocal(String host, Consumer<String> unknown) {
        try {
            return InetAddress.getByName(host).isAnyLocalAddress();
        } catch (UnknownHostException e) {
            unknown.accept(" '" + host + "' cannot be resolved");
            return false;
        }
    }
}
