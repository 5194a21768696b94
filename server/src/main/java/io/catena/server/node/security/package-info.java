/** How a node protects its connections and finds out who callers are: certificates, tokens, and the rules for them. */
package io.catena.server.node.security;
