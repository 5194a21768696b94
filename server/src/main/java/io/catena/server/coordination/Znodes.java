package io.catena.server.coordination;

/** The paths of one cluster's znodes. */
record Znodes(String cluster) {
    static final String ROOT = "/catena";

    String root() {
        return ROOT + "/" + cluster;
    }

    String access() {
        return root() + "/access";
    }

    String settings() {
        return root() + "/settings";
    }

    String nodes() {
        return root() + "/nodes";
    }

    String node(String nodeId) {
        return nodes() + "/" + nodeId;
    }

    String election() {
        return root() + "/controller";
    }

    String controllerEpoch() {
        return root() + "/controller-epoch";
    }

    String chains() {
        return root() + "/chains";
    }

    String chain(int chain) {
        return chains() + "/" + chain;
    }

    String configuration(int chain) {
        return chain(chain) + "/configuration";
    }

    String activated(int chain) {
        return chain(chain) + "/activated";
    }

    String replicas(int chain) {
        return chain(chain) + "/replicas";
    }

    String replica(int chain, String nodeId) {
        return replicas(chain) + "/" + nodeId;
    }

    String status(int chain) {
        return chain(chain) + "/status";
    }
}
