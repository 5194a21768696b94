/**
 * Converts clients' requests and answers between the wire and {@code server/requests}, forwards requests to other
 * nodes, and converts failures to the errors that clients receive.
 */
package io.catena.server.node.requests;
