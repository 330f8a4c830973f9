// What the scene of a drill uses of three.js; everything else is left out of three.min.js.
export {
  AmbientLight, BoxGeometry, BufferAttribute, BufferGeometry, CanvasTexture, Color, ConeGeometry, CylinderGeometry,
  DirectionalLight, Fog, Group, Mesh, MeshBasicMaterial, MeshLambertMaterial, PerspectiveCamera, PlaneGeometry, Points,
  PointsMaterial, Raycaster, Scene, SphereGeometry, Sprite, SpriteMaterial, TorusGeometry, Vector2, Vector3,
  WebGLRenderer,
} from "three";
