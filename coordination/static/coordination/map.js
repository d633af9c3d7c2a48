// The large map: areas and points from our own files, no tiles. Needs leaflet.js before it.
"use strict";

(async () => {
  const box = document.getElementById("large-map");
  if (!box || typeof L === "undefined") return;
  const words = box.dataset;
  const map = L.map(box, { zoomControl: false, attributionControl: false, worldCopyJump: true, minZoom: 2, maxZoom: 14 }).setView([20, 20], 2);
  L.control.zoom({ zoomInTitle: words.in, zoomOutTitle: words.out }).addTo(map);

  const read = async (url) => {
    const answer = await fetch(url, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer.json();
  };

  // Text only: names come from people, so no markup is ever made of them.
  const popup = ({ name, in: above, count, url }) => {
    const body = document.createElement("div");
    body.dir = "auto";
    const title = document.createElement("strong");
    title.textContent = name;
    const where = document.createElement("p");
    where.textContent = [above, `${words.services} ${count}`].filter(Boolean).join(" · ");
    const link = document.createElement("a");
    link.href = url;
    link.textContent = words.show;
    body.append(title, where, link);
    return body;
  };

  // The size is a class, so no style is written into markup.
  const face = (count, more) => {
    const text = document.createElement("span");
    text.textContent = count;
    const size = Math.min(4, 1 + Math.floor(Math.log10(count) * 2));
    return L.divIcon({ className: `map-spot s${size} ${more}`, html: text, iconSize: null });
  };

  // A marker that can be reached with the keyboard.
  const marker = (point, where) => {
    const words = `${point.name}: ${point.count}`;
    return L.marker(where, { icon: face(point.count, ""), title: words, alt: words, keyboard: true, count: point.count })
      .bindPopup(() => popup(point));
  };

  // Places too near to be told apart are drawn as one, with the sum.
  const cluster = L.markerClusterGroup({
    showCoverageOnHover: false,
    maxClusterRadius: 34,
    animate: false,
    iconCreateFunction: (group) => face(group.getAllChildMarkers().reduce((sum, one) => sum + one.options.count, 0), "many"),
  });

  try {
    const [world, points] = await Promise.all([read(words.world), read(words.points)]);
    L.geoJSON(world, { interactive: false, style: { className: "map-land", weight: 1 } }).addTo(map);
    const areas = points.features.filter((one) => one.properties.area);
    L.geoJSON(areas, { interactive: false, style: { className: "map-area", weight: 1 } }).addTo(map);
    const layer = L.geoJSON(points.features.filter((one) => !one.properties.area), { pointToLayer: (feature, where) => marker(feature.properties, where) });
    map.addLayer(cluster.addLayer(layer));
    if (layer.getLayers().length) map.fitBounds(layer.getBounds(), { maxZoom: 9, padding: [40, 40], animate: false });
    box.dataset.ready = "yes";
  } catch (error) {
    const sorry = document.createElement("p");
    sorry.className = "notice warning";
    sorry.textContent = words.failed;
    box.replaceWith(sorry);
  }
})();
