package io.catena.server.coordination.client;

import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ZKConfig;

/**
 * The configuration of ZooKeeper's client without TLS, and without SASL, which Catena does not offer. ZooKeeper's own
 * configuration initializes TLS in the JDK, which takes a third of a node's start and loads hundreds of classes that a
 * plain connection does not use.
 */
public class PlainClientConfig extends ZKClientConfig {
    /** Called by the constructor: takes over the system properties that concern a plain connection. */
    @Override
    protected void handleBackwardCompatibility() {
        setProperty(ZKConfig.JUTE_MAXBUFFER, System.getProperty(ZKConfig.JUTE_MAXBUFFER));
        setProperty(ENABLE_CLIENT_SASL_KEY, Boolean.FALSE.toString());
    }
}
