/** The connections between replicas: in order, until they break. What is at their ends is known as an address and a process. */
package io.catena.simulation.network;
