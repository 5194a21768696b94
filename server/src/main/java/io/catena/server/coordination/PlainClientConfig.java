package io.catena.server.coordination;

import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ZKConfig;

/**
 * ZooKeeper's client without TLS and SASL, which Catena does not offer. The settings of its own ask the JDK what TLS could
 * do, which takes a third of the time of a node's start and loads hundreds of classes that nobody uses.
 */
final class PlainClientConfig extends ZKClientConfig {
    /** Called by the constructor: what system properties say that may be said of a plain connection. */
    @Override
    protected void handleBackwardCompatibility() {
        setProperty(ZKConfig.JUTE_MAXBUFFER, System.getProperty(ZKConfig.JUTE_MAXBUFFER));
        setProperty(ENABLE_CLIENT_SASL_KEY, Boolean.FALSE.toString());
    }
}
