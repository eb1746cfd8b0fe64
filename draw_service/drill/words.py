"""What names, firms and titles in the practice city are made of."""

from __future__ import annotations

SURNAMES = tuple("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅")
DOUBLE_SURNAMES = ("欧阳", "上官", "司徒", "诸葛", "令狐", "皇甫")
GIVEN = tuple("伟芳敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰志国建文斌波辉鹏飞雪梅春晓冬海宁")
RARE = ("喆", "堃", "燊", "翀", "垚", "䶮", "㛃", "𬭚", "𠅤", "𫖯")
"""Characters that paper, fonts and old systems stumble over; some lie outside the basic plane."""
STEPPE = ("乌力吉", "巴特尔", "其木格", "萨仁", "朝鲁", "苏日娜", "阿木尔", "斯琴", "格日勒", "哈斯")

PLACES = ("鹤城", "月亮湖", "嫩水", "向海", "草原", "北辰", "松江", "洮水", "瀚海", "科右", "白沙", "龙沼")
TRADES = (
    "建筑工程", "市政工程", "路桥建设", "水利工程", "安装工程",
    "医疗器械", "机电设备", "办公设备", "勘测设计", "工程咨询",
)  # fmt: skip
FORMS = ("有限公司", "有限责任公司", "集团有限公司", "股份有限公司")
PUBLIC = ("市政维护中心", "水利勘测院", "中心医院", "职业技术学院", "公路管理段", "质量检验所", "农业科学院")

EDUCATION = ("大学本科", "大学专科", "硕士研究生", "博士研究生")
TITLES = ("高级工程师", "工程师", "正高级工程师", "副教授", "主任医师", "高级会计师", "高级经济师")
DUTIES = ("", "总工程师", "项目经理", "科长", "主任", "教师", "")

CITY_AREA = "220800000"
COUNTY_AREAS = ("220821000", "220822000", "220881000", "220882000")

SPECIALTIES: dict[str, tuple[tuple[str, int], ...]] = {
    "A": (
        ("A0801", 12), ("A0802", 9), ("A0803", 5), ("A0804", 10), ("A0808", 6),
        ("A0401", 12), ("A0501", 8), ("A0601", 12), ("A0701", 7),
    ),
    "B": (("B0101", 9), ("B0103", 12), ("B0201", 20), ("B0702", 2), ("B0705", 3), ("B0901", 7)),
    "C": (("C0102", 6), ("C0103", 4), ("C0201", 9), ("C0701", 3), ("C0903", 4)),
}  # fmt: skip
"""Main group -> third-level codes of the 2010 trial classification, how many fourth-level ones to use."""
